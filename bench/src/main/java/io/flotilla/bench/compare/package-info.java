/** Proxies side by side under the same loads: who is started, what is measured, how it is told. */
package io.flotilla.bench.compare;
