package io.flotilla.config;

/**
 * The two bytes that enclose the part of a key that is hashed. They may be the same byte.
 *
 * @param open the byte before the tag
 * @param close the byte after the tag
 */
public record HashTag(byte open, byte close) {}
