/** What an operator asked for: the configuration model and the strict reader that makes it from YAML. */
package io.flotilla.config;
