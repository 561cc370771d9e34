package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.QrPicture;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.util.ArrayList;

@ExtendWith(ApplicationExtension.class)
class WalletScreenTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private final InMemoryWallet wallet = InMemoryWallet.of(Presence.LOCKED);

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        window = new OpenWindow(stage, agent, wallet, true);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void unlocksAndClaims(FxRobot robot) throws IOException {
        robot.clickOn("#nav-wallet");
        OpenWindow.until(() -> robot.lookup("The wallet is locked").tryQuery().isPresent());
        window.photograph("wallet-locked");
        window.assertAccessible();
        fill(robot, "#password", InMemoryWallet.PASSWORD);
        robot.clickOn("#unlock");
        OpenWindow.until(() -> wallet.state().presence() == Presence.UNLOCKED);
        window.photograph("wallet");
        window.assertAccessible();
        robot.clickOn("#claim");
        OpenWindow.until(() -> robot.lookup("Claim what is ready for").tryQuery().isPresent());
        assertThat(robot.lookup("#sendTitle").queryAs(Label.class).getText())
                .isEqualTo("Before you sign");
        window.photograph("wallet-claim-review");
        window.assertAccessible();
        robot.clickOn("#confirm");
        OpenWindow.until(() -> robot.lookup("12.6472").tryQuery().isPresent());
        // What is typed next is not to land among the limits below.
        assertThat(robot.lookup("#to").query().isFocused()).isTrue();
        assertThat(robot.lookup("#sendTitle").queryAs(Label.class).getText())
                .isEqualTo("Send EMBER");
        window.photograph("wallet-claimed");
        fill(robot, "#to", "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");
        fill(robot, "#amount", "1.5");
        window.scrollDown(robot);
        robot.clickOn("#send");
        OpenWindow.until(() -> robot.lookup("Send 1.5 EMBER to").tryQuery().isPresent());
        window.photograph("wallet-review");
        window.assertAccessible();
        window.scrollDown(robot);
        robot.clickOn("#confirm");
        OpenWindow.until(() -> robot.lookup("11.1472").tryQuery().isPresent());
    }

    /// There with the mouse; back and there again with keys alone.
    @Test
    void leadsFromAClaimToTheResultsThatItPaid(FxRobot robot) throws IOException {
        robot.clickOn("#nav-wallet");
        OpenWindow.until(() -> robot.lookup(".movement .hyperlink").tryQuery().isPresent());
        assertThat(robot.lookup(".movement .hyperlink").queryAll()).as("claims").hasSize(1);
        robot.interact(() -> robot.lookup(".movement .hyperlink").queryAs(Hyperlink.class).fire());
        OpenWindow.until(() -> robot.lookup("4 results").tryQuery().isPresent());
        assertThat(robot.lookup("#claimWords").queryAs(Label.class).getText())
                .contains("fetched 0.4128 EMBER and paid settlement 3.")
                .contains("4 results of this computer are in it, with 0.1686 EMBER together.")
                .contains("The rest was earned by other computers");
        window.photograph("earnings-of-a-claim");
        window.assertAccessible();
        robot.press(KeyCode.CONTROL).type(KeyCode.DIGIT4).release(KeyCode.CONTROL);
        OpenWindow.until(() -> robot.lookup(".movement .hyperlink").tryQuery().isPresent());
        robot.interact(() -> robot.lookup(".movement .hyperlink").query().requestFocus());
        robot.type(KeyCode.SPACE);
        OpenWindow.until(() -> robot.lookup("4 results").tryQuery().isPresent());
        robot.type(KeyCode.TAB).type(KeyCode.DOWN);
        OpenWindow.until(() -> robot.lookup("Paid by transaction").tryQuery().isPresent());
        robot.press(KeyCode.SHIFT).type(KeyCode.TAB).release(KeyCode.SHIFT).type(KeyCode.SPACE);
        OpenWindow.until(() -> robot.lookup("24 results").tryQuery().isPresent());
        assertThat(robot.lookup("#claimBox").query().isVisible()).isFalse();
    }

    @Test
    void showsItsAddressAsACodeThatAScannerReads(FxRobot robot) throws Exception {
        robot.clickOn("#nav-wallet");
        robot.clickOn("#showQr");
        var address = robot.lookup("#address").queryAs(Label.class).getText();
        OpenWindow.until(() -> robot.lookup("#qr").queryAs(QrPicture.class).getHeight() > 0);
        window.photograph("wallet-qr");
        window.assertAccessible();
        var pictures = new ArrayList<Image>();
        robot.interact(() -> pictures.add(robot.lookup("#qr").query().snapshot(null, null)));
        assertThat(scan(pictures.getFirst())).isEqualTo(address);
    }

    /// Reads it by another library than the one that drew it.
    private static String scan(Image picture) throws ReaderException {
        int width = (int) picture.getWidth();
        int height = (int) picture.getHeight();
        var pixels = new int[width * height];
        picture.getPixelReader()
                .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        var seen = new HybridBinarizer(new RGBLuminanceSource(width, height, pixels));
        return new QRCodeReader().decode(new BinaryBitmap(seen)).getText();
    }

    private static void fill(FxRobot robot, String field, String text) {
        robot.interact(() -> robot.lookup(field).queryAs(TextInputControl.class).setText(text));
    }
}
