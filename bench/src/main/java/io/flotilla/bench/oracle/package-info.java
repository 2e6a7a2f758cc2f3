/** Looks for reads that are older than the last acknowledged write, while servers hang, die and come back. */
package io.flotilla.bench.oracle;
