package dev.headroom.receiver.gpu.nvml;

import com.sun.jna.Pointer;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuSnapshot.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one index of NVML stands for: a whole GPU, or the instances of MIG that it is divided into, each with memory of its
 * own. What of it cannot be read is a fault, and the rest is read.
 */
record Card(List<Gpu> gpus, List<Fault> faults) {

    static Card read(Session session, int index) {
        Card card = new Card(new ArrayList<>(), new ArrayList<>());
        try {
            Pointer handle = session.handle(index);
            if (session.isDivided(handle)) {
                card.instances(session, index, handle);
            } else {
                card.gpus.add(session.gpu(index, handle));
            }
        } catch (CallException e) {
            card.faults.add(new Fault(index, String.valueOf(e.getMessage())));
        }
        return card;
    }

    private void instances(Session session, int index, Pointer handle) throws CallException {
        Set<Integer> memories = new HashSet<>();
        int most = session.mostInstances(handle);
        for (int number = 0; number < most; number++) {
            try {
                session.instance(index, handle, number, memories).ifPresent(gpus::add);
            } catch (CallException e) {
                faults.add(new Fault(index, "MIG instance " + number + ": " + e.getMessage()));
            }
        }
        if (gpus.isEmpty() && faults.isEmpty()) {
            throw new CallException("MIG is enabled and there is no instance; make some (nvidia-smi mig -i " + index
                    + " -cgi PROFILE -C), or switch it off (nvidia-smi -i " + index + " -mig 0)");
        }
    }
}
