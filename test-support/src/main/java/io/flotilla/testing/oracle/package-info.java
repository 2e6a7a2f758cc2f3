/** Clients that notice a read which is older than the last acknowledged write, whatever proxies are between them and the servers. */
package io.flotilla.testing.oracle;
