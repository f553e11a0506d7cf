package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.headroom.receiver.app.QuietCollection.Old;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** After a burst the heap is collected once; never in the middle of one, and not for a little. */
class QuietCollectionTest {
    private static final long MIB = 1 << 20;

    private final AtomicReference<Old> heap = new AtomicReference<>(new Old(0, 0, 0));
    private final AtomicInteger collections = new AtomicInteger();
    private final QuietCollection collection = new QuietCollection(heap::get, () -> {
        collections.incrementAndGet();
        heap.set(new Old(40 * MIB, 40 * MIB, 50 * MIB));
    });

    private void look(long used) {
        heap.set(new Old(used, heap.get().lived(), heap.get().committed()));
        collection.run();
    }

    @Test
    void whatABurstLeavesIsCollectedOnceWhenItIsOver() {
        for (int used = 40; used <= 120; used += 20) {
            look(used * MIB);
        }
        assertThat(collections).as("in the middle").hasValue(0);
        look(120 * MIB);
        assertThat(collections).as("at the end").hasValue(1);
        look(40 * MIB);
        look(41 * MIB - 1);
        assertThat(collections).as("afterwards").hasValue(1);
    }

    /** By it the old generation has less than before, however much is being done. */
    @Test
    void aTimeInWhichJavaItselfCollectedIsNotTakenForAQuietOne() {
        heap.set(new Old(60 * MIB, 40 * MIB, 100 * MIB));
        look(60 * MIB);
        look(100 * MIB);
        look(50 * MIB);
        assertThat(collections).as("in the middle").hasValue(0);
        look(70 * MIB);
        look(70 * MIB);
        assertThat(collections).as("at the end").hasValue(1);
    }

    @Test
    void aLittleGarbageIsLeft() {
        look(15 * MIB);
        look(15 * MIB);
        assertThat(collections).hasValue(0);
        look(16 * MIB - 1);
        look(16 * MIB);
        assertThat(collections).hasValue(1);
    }

    @Test
    void whatTheHeapGrewByIsGivenBackAlsoWhereLittleOfItIsGarbage() {
        heap.set(new Old(40 * MIB, 40 * MIB, 70 * MIB));
        collection.run();
        assertThat(collections).as("the first look knows no calm").hasValue(0);
        collection.run();
        assertThat(collections).hasValue(1);
        heap.set(new Old(41 * MIB - 1, 40 * MIB, 54 * MIB - 1));
        collection.run();
        assertThat(collections).as("a little").hasValue(1);
    }

    /** What is set of the Java of this test holds again afterwards. */
    @Test
    void howMuchIsLeftFreeIsAnotherForThisCollectionAlone() {
        HotSpotDiagnosticMXBean java = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        List<String> ratios = List.of("MinHeapFreeRatio", "MaxHeapFreeRatio");
        List<String> before =
                ratios.stream().map(name -> java.getVMOption(name).getValue()).toList();
        QuietCollection.Tight.collect();
        assertThat(ratios).extracting(name -> java.getVMOption(name).getValue()).isEqualTo(before);
    }

    @Test
    void ofTheSerialCollectorAlone() {
        boolean serial = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .anyMatch(collector -> collector.getName().equals("MarkSweepCompact"));
        assertThat(QuietCollection.here().isPresent()).isEqualTo(serial);
        QuietCollection.here().ifPresent(QuietCollection::run);
    }
}
