/** Connections from clients: the order of their replies, what holds them up, what is said when a request cannot be served. */
package io.flotilla.proxy.client;
