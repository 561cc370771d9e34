package hearth.hardware;

import hearth.hardware.desktop.Desktop;
import hearth.hardware.desktop.Presence;

import java.time.InstantSource;
import java.util.Set;

/// The computer that this process runs on.
public final class ThisComputer implements Machine {
    private final OshiMachine hardware = new OshiMachine();
    private final RunningPrograms programs =
            new RunningPrograms(RunningPrograms.PROC, System::nanoTime);
    private final Desktop desktop;

    public ThisComputer(InstantSource clock) {
        desktop = Desktop.here(clock);
    }

    @Override
    public Reading read() {
        return hardware.read();
    }

    @Override
    public Presence presence() {
        return desktop.look();
    }

    @Override
    public Set<String> running(Set<String> names) {
        return programs.among(names);
    }

    @Override
    public void onInput(Runnable told) {
        desktop.onInput(told);
    }

    @Override
    public void close() {
        desktop.close();
        hardware.close();
    }
}
