/** A load generator for memcached and Redis: one thread, many connections, closed and open loop. */
package io.flotilla.bench.load;
