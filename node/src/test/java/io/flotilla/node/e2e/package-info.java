/** Whole nodes against real servers, driven by real clients. */
package io.flotilla.node.e2e;
