/** One process: main, command line, wiring. */
package io.flotilla.node;
