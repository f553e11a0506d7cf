package dev.headroom.receiver.standby.http;

import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.standby.SleepException;

/** Something that a server is told. */
@FunctionalInterface
interface Order {

    void send() throws ModelServerException;

    static void give(Order order) throws SleepException {
        try {
            order.send();
        } catch (ModelServerException e) {
            throw new SleepException(String.valueOf(e.getMessage()), e.refused());
        }
    }
}
