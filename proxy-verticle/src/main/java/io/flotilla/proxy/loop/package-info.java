/** What all connections of one event loop share: buffers, the flush queue, the request pool, the clock. */
package io.flotilla.proxy.loop;
