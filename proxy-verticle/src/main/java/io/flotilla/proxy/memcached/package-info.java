/** memcached's text protocol, classic and meta: requests, replies, the command table, replies of several servers made one. */
package io.flotilla.proxy.memcached;
