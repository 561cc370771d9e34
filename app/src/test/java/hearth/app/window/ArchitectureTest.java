package hearth.app.window;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import javafx.application.Platform;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ArchitectureTest {
    private static final JavaClasses HEARTH =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("hearth");

    @Test
    void onlyTheAppKnowsJavaFx() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hearth.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "atlantafx..", "org.kordamp..")
                .because("agent, coordinator and wallet also run on machines without a screen")
                .check(HEARTH);
    }

    @Test
    void onlyFxBackgroundEntersTheScreensThread() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("hearth.app.background.FxBackground")
                .should()
                .callMethod(Platform.class, "runLater", Runnable.class)
                .because("one place decides what reaches the screen, and can stop it at the end")
                .check(HEARTH);
    }

    @Test
    void viewModelsKnowNoToolkit() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("ViewModel")
                .or()
                .haveSimpleNameEndingWith("Workflow")
                .or()
                .haveSimpleNameEndingWith("Feed")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.fxml..")
                .because("they are tested without a toolkit")
                .check(HEARTH);
    }

    @Test
    void viewModelsKnowOnlyPorts() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("ViewModel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hearth.chain..", "hearth.keys..", "hearth.coordinator..")
                .because("a screen shows what its port says; the port is swapped in tests")
                .check(HEARTH);
    }

    @Test
    void onlyTheTrainingChildKnowsDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hearth.trainer.child..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .because("native training code is loaded in a process that has nothing to lose")
                .allowEmptyShould(true)
                .check(HEARTH);
    }

    @Test
    void theWorkerNeverSeesTheWallet() {
        noClasses()
                .that()
                .resideInAPackage("hearth.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hearth.keys..", "hearth.chain..", "hearth.app..")
                .because("earning needs the device key alone; money stays out of its reach")
                .check(HEARTH);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hearth.app.cli..")
                .and()
                .resideOutsideOfPackage("hearth.trainer.child..")
                .and()
                // It replaces itself by the child; its last word goes to the parent's log.
                .doNotHaveFullyQualifiedName("hearth.trainer.sandbox.Confine")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("scripts read the standard output of commands")
                .allowEmptyShould(true)
                .check(HEARTH);
    }
}
