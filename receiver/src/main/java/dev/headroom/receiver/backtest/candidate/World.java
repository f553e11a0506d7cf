package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.model.Meters;
import dev.headroom.receiver.backtest.model.QueueModel;
import java.util.Set;

/** What a scaler sees and changes. */
record World(QueueModel model, Meters meters, PlayedClock clock, Diary diary) {

    /** Makes the count {@code count}, and writes down why. */
    void scaleTo(int count, Set<Integer> kept, String why) {
        int before = model.count();
        if (count != before) {
            model.scaleTo(count, kept);
            diary.changed(model.now(), before, count, why);
        }
    }
}
