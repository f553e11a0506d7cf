package dev.headroom.receiver.decision;

/** Which way a proposal or action goes. */
public enum Direction {
    UP,
    DOWN;

    static Direction of(int from, int to) {
        return to > from ? UP : DOWN;
    }
}
