/** Real servers, proxies and nodes as child processes, and a client for exact bytes: what the tests of every module stand on. */
package io.flotilla.testing;
