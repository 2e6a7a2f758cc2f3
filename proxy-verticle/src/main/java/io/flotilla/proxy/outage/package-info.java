/** What must be forgotten before a server comes back: the keys written elsewhere, and to it without an answer. */
package io.flotilla.proxy.outage;
