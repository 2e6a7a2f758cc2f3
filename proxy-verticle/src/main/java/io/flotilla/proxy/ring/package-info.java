/**
 * Which server has a key: rings that are built once per topology, and the router that leads a key to one.
 *
 * <p>A {@link io.flotilla.proxy.ring.Ring} is immutable and shared by all event loops. Ketama, modula and random give
 * the same server as twemproxy does for the same configuration and the same servers ejected.
 */
package io.flotilla.proxy.ring;
