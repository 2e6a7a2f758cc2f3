/** The data path's shell: one {@link io.flotilla.proxy.ProxyVerticle} per event loop, and the switch that all of them obey. */
package io.flotilla.proxy;
