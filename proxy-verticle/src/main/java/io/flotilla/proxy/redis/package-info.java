/** The Redis protocol: requests, replies, the command table, what is split, merged and answered here. */
package io.flotilla.proxy.redis;
