package io.flotilla.config;

/** The wire protocol a pool speaks, to its clients and to its servers alike. */
public enum Protocol {
    /** memcached's text protocol, classic and meta commands. */
    MEMCACHED,
    /** RESP, the protocol of Redis. */
    REDIS
}
