/** What happens to a request: its life, its reply, how it is split and merged. */
package io.flotilla.proxy.route;
