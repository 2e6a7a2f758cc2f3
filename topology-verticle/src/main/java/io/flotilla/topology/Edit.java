package io.flotilla.topology;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A change that the coordinator wants to make.
 *
 * @param apply the change; gives back its argument when there is nothing to do any more
 * @param changes what the ledger says of it
 * @param begun when it was first asked for, by the coordinator's clock
 * @param done told the state that it is part of once that is agreed, or null when it came to nothing
 */
record Edit(UnaryOperator<AgreedState> apply, List<Decision.Change> changes, long begun, Consumer<AgreedState> done) {}
