/** Single steps of the data path under JMH, with what they allocate. */
package io.flotilla.bench.jmh;
