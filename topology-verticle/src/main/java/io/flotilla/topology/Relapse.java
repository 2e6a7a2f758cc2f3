package io.flotilla.topology;

/** A server that is in again, and how many quick outages it has had in a row. */
record Relapse(ServerId server, int count) {}
