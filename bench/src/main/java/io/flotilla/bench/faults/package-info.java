/** Measures how long a fleet takes to overcome faults, and what its clients notice of it. */
package io.flotilla.bench.faults;
