package hearth.trainer;

import hearth.protocol.Json;

import java.util.List;

/// What parent and child say to each other. The position in [#TYPES] is the frame's type byte.
public sealed interface Message {
    /// Parent to child: a task. One at a time.
    record Train(TrainingTask task) implements Message {}

    record Evaluate(EvaluationTask task) implements Message {}

    record Sample(SampleTask task) implements Message {}

    /// Parent to child: end the running training after its current step.
    record Stop() implements Message {}

    record Pause() implements Message {}

    record Resume() implements Message {}

    /// Child to parent: the engine is loaded.
    record Ready() implements Message {}

    /// Child to parent: a step, batch or byte more is done, or the child is paused and well.
    record Progress(TrainingProgress progress) implements Message {}

    record Trained(TrainingResult result) implements Message {}

    record Evaluated(Evaluation evaluation) implements Message {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sampled(byte[] text) implements Message {}

    record Refusal(TrainerFailure.Refused refused) implements Message {}

    /// Parent to child.
    record Answer(InferenceTask task) implements Message {}

    record Answered(InferenceResult result) implements Message {}

    List<Class<? extends Message>> TYPES =
            List.of(
                    Train.class,
                    Evaluate.class,
                    Sample.class,
                    Stop.class,
                    Pause.class,
                    Resume.class,
                    Ready.class,
                    Progress.class,
                    Trained.class,
                    Evaluated.class,
                    Sampled.class,
                    Refusal.class,
                    Answer.class,
                    Answered.class);

    /// Type byte and JSON.
    default byte[] frame() {
        var json = Json.bytes(this);
        var frame = new byte[json.length + 1];
        frame[0] = (byte) TYPES.indexOf(getClass());
        System.arraycopy(json, 0, frame, 1, json.length);
        return frame;
    }
}
