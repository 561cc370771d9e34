package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.policy.RunRules;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A running agent as its owner sees it, over the owner-only local socket. Calls block; use them
/// from a virtual thread. Every call throws [AgentUnreachableException] when the agent is gone.
public interface AgentLink extends AutoCloseable {
    /// The newest snapshot.
    AgentSnapshot snapshot();

    /// Delivers the current snapshot first, then each newer one, on a thread of the link, until
    /// closed. Ends silently when the agent goes away; [#snapshot] then says so.
    Subscription subscribe(Consumer<AgentSnapshot> onSnapshot);

    /// Turns sharing on or off; durable before this returns.
    void share(boolean on);

    /// Ends what is trained now and submits what it gave, in part paid; sharing goes on as it was.
    void finishNow();

    /// Brings what is held to its end and takes nothing new, until a rest is ended with
    /// [#pauseUntil]; durable before this returns.
    void finish();

    /// Brings what is held to its end and takes nothing new for that long, as for an update; zero
    /// ends it, and so does the end of the agent. What the owner decided stays as it is.
    ///
    /// @throws AgentRefusedException if it is negative or longer than an hour
    void hold(Duration time);

    /// What the agent may use of the line and of the disk.
    TransferLimits limits();

    /// Sets that; durable before this returns.
    void limit(TransferLimits limits);

    /// When work may run.
    ///
    /// @throws AgentRefusedException if the rules that are kept cannot be understood
    RunRules rules();

    /// Replaces the rules; durable before this returns.
    void rules(RunRules rules);

    /// What the owner told of their electricity.
    ElectricityTerms electricity();

    /// Replaces that; durable before this returns.
    void electricity(ElectricityTerms terms);

    /// Electricity and earnings of days with training or earnings, newest first.
    ///
    /// @param days how far back, today being the first; at most 400
    List<DayAccount> accounts(int days);

    /// Rests until then, whatever else holds; a time in the past ends a rest. Durable before this
    /// returns.
    void pauseUntil(Instant until);

    /// This computer's figures, with the readings after a moment of the agent's own time, see
    /// [MachineView.Sample#since]; [Duration#ZERO] asks for all that are kept. The agent reads once
    /// a second while somebody is subscribed, else less often.
    MachineView machine(Duration after);

    /// Sends a wallet-signed payout binding to the coordinator through the agent, which signs as
    /// the device.
    void bindPayout(Messages.PayoutBinding binding);

    /// Where this device is paid and what is about to change, as the coordinator says now; empty
    /// where it, or the agent, is too old to know of changes.
    ///
    /// @throws AgentRefusedException if the coordinator cannot be asked
    Optional<PayoutMessages.Payout> payout();

    /// Sends a wallet-signed order that another account is paid, which counts a day later.
    ///
    /// @throws AgentRefusedException if it does not fit, such as `other-payout`
    void changePayout(PayoutMessages.PayoutChange order);

    /// Sends the word of the wallet that is paid now that a change is not to count.
    ///
    /// @throws AgentRefusedException if it does not fit, such as `other-payout`
    void undoPayout(PayoutMessages.PayoutUndo order);

    /// Published rounds of a job, oldest first.
    List<Messages.RoundView> rounds(JobId job);

    /// Results of this device after a sequence number, oldest first.
    List<Messages.ResultView> results(long after, int limit);

    /// What the coordinator signed when this lease was handed in; empty where it signed nothing,
    /// and from an agent that is too old to know.
    Optional<Receipt> receipt(LeaseId lease);

    /// Receipts after a number, in the order in which they were kept; empty from an agent that is
    /// too old to know.
    Optional<List<KeptReceipt>> receipts(long after, int limit);

    /// What each part of this computer earned with results since then, the one that earned most
    /// first.
    List<EarnedBy> earnedBy(Instant since);

    /// What this device is known for with each recipe, and how often it is looked at for that, as
    /// the coordinator last told; empty before, and from an agent that is too old to know.
    Optional<Messages.Standings> standings();

    /// What a job's manifest says of its data and its terms; empty where it cannot be had now, and
    /// from an agent that is too old to know.
    ///
    /// @param manifest its content address
    Optional<Datasheet> datasheet(Sha256 manifest);

    /// When what is held back is due, as the coordinator says now; empty where it does not say, and
    /// from an agent that is too old to ask.
    Optional<Messages.HeldPay> held();

    /// This machine and the others of its owner, as the coordinator knows them.
    ///
    /// @param since from which on the first sum of each counts
    /// @throws AgentRefusedException if the coordinator cannot be asked
    Messages.Household household(Instant since);

    /// A code with which another machine joins those of this owner.
    ///
    /// @throws AgentRefusedException if the coordinator gives none, such as `too-many-codes`
    Messages.PairingCode pairingCode();

    /// Joins the machines of whoever showed this code.
    ///
    /// @throws AgentRefusedException if it does not, such as `wrong-code`, `paired-already`
    void join(String code);

    /// Sees the machines no more that it was paired with, nor they it.
    void leave();

    /// Says that the refused result of a lease is honest work, so that the coordinator repeats it.
    ///
    /// @throws AgentRefusedException if it will not, such as `not-appealable`, `too-many-appeals`
    void appeal(LeaseId lease);

    /// Asks the agent to finish its step, keep its journal and exit.
    void shutdown();

    @Override
    void close();

    /// An open subscription.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
