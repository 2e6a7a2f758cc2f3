package io.flotilla.proxy.route;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Requests in the order a server will answer them: a ring array that grows and never boxes. */
public final class RequestQueue {
    private Request[] ring = new Request[16];
    private int head;
    private int size;

    /** Appends behind all others. */
    public void add(Request r) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = r;
        size++;
    }

    /** Puts before all others. */
    public void addFirst(Request r) {
        if (size == ring.length) {
            grow();
        }
        head = (head - 1) & (ring.length - 1);
        ring[head] = r;
        size++;
    }

    /** The first, or {@code null}. */
    public Request peek() {
        return size == 0 ? null : ring[head];
    }

    /** Removes the first; the queue must not be empty. */
    public Request remove() {
        Request r = ring[head];
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return r;
    }

    /** Whether this holds for any of them. */
    public boolean anyMatch(Predicate<Request> test) {
        for (int i = 0; i < size; i++) {
            if (test.test(ring[(head + i) & (ring.length - 1)])) {
                return true;
            }
        }
        return false;
    }

    /** All of them, in their order. */
    public void forEach(Consumer<Request> action) {
        for (int i = 0; i < size; i++) {
            action.accept(ring[(head + i) & (ring.length - 1)]);
        }
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    private void grow() {
        Request[] larger = Arrays.copyOf(ring, ring.length * 2);
        for (int i = 0; i < size; i++) {
            larger[i] = ring[(head + i) & (ring.length - 1)];
        }
        Arrays.fill(larger, size, larger.length, null);
        ring = larger;
        head = 0;
    }
}
