package hearth.app.wallet;

import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletDesk.Limiting;
import hearth.app.wallet.WalletDesk.Limits;
import hearth.protocol.Wei;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// How much may be sent at most: stricter at once, looser with the password.
public final class LimitsViewModel {
    private final StringProperty payment = new SimpleStringProperty("");
    private final StringProperty day = new SimpleStringProperty("");
    private final StringProperty fee = new SimpleStringProperty("");
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper asksPassword = new ReadOnlyBooleanWrapper();
    private final WalletFeed wallet;
    private final Speech speech;
    private final Notices notices;

    public LimitsViewModel(WalletFeed wallet, Speech speech, Notices notices) {
        this.wallet = wallet;
        this.speech = speech;
        this.notices = notices;
    }

    void onShow() {
        wallet.ask(WalletDesk::limits, this::show, () -> {});
    }

    private void show(Limits limits) {
        payment.set(limits.perPayment().map(speech.amounts()::typable).orElse(""));
        day.set(limits.perDay().map(speech.amounts()::typable).orElse(""));
        fee.set(limits.fee().map(Wei::new).map(speech.amounts()::typable).orElse(""));
        error.set("");
        asksPassword.set(false);
    }

    /// Sets what is typed.
    ///
    /// @param password wiped; empty unless it is asked for
    void save(char[] password) {
        var wrong =
                Stream.of(
                                wrong("wallet.limits.payment", payment),
                                wrong("wallet.limits.day", day),
                                wrong("wallet.limits.fee", fee))
                        .flatMap(Optional::stream)
                        .findFirst();
        if (wrong.isPresent()) {
            Arrays.fill(password, '\0');
            error.set(wrong.get());
            return;
        }
        var limits =
                new Limits(
                        limit(payment.get()), limit(day.get()), limit(fee.get()).map(Wei::value));
        wallet.ask(
                desk -> desk.limit(limits, password),
                done -> tell(done, limits),
                () -> error.set(speech.text("wallet.failed")));
    }

    private void tell(Limiting done, Limits limits) {
        switch (done) {
            case SET -> {
                show(limits);
                notices.good(speech.text("wallet.limits.set"));
            }
            case PASSWORD_NEEDED -> {
                asksPassword.set(true);
                error.set(speech.text("wallet.limits.needs-password"));
            }
            case WRONG_PASSWORD -> error.set(speech.text("wallet.unlock.wrong"));
        }
    }

    /// Which of the limits makes no sense, and why.
    private Optional<String> wrong(String key, StringProperty field) {
        String typed = field.get();
        return typed.isBlank() || speech.amounts().read(typed).isPresent()
                ? Optional.empty()
                : Optional.of(
                        speech.text(
                                "wallet.limits.wrong",
                                speech.text(key),
                                speech.text(speech.amounts().wrong(typed))));
    }

    /// Nothing typed is no limit.
    private Optional<Wei> limit(String typed) {
        return typed.isBlank() ? Optional.empty() : speech.amounts().read(typed);
    }

    StringProperty payment() {
        return payment;
    }

    StringProperty day() {
        return day;
    }

    /// In coins of the chain, which have as many decimals as EMBER.
    StringProperty fee() {
        return fee;
    }

    ReadOnlyStringProperty error() {
        return error.getReadOnlyProperty();
    }

    /// True once looser limits were wanted without it.
    ReadOnlyBooleanProperty asksPassword() {
        return asksPassword.getReadOnlyProperty();
    }
}
