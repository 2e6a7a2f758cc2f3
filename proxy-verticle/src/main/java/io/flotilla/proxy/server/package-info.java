/** Connections to servers: shared ones with many requests in flight, and own ones lent to a single client. */
package io.flotilla.proxy.server;
