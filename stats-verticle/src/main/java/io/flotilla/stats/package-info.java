/** What happened: counters, histograms, the stats port, metrics and the admin HTTP port. */
package io.flotilla.stats;
