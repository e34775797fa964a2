package dev.backstop;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** The few boundaries that would hurt to lose. */
@AnalyzeClasses(
    packages = "dev.backstop",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {

  private static final String[] PURE = {
    "dev.backstop.control..",
    "dev.backstop.domain..",
    "dev.backstop.drill..",
    "dev.backstop.judge..",
    "dev.backstop.policy..",
    "dev.backstop.decision..",
    "dev.backstop.calibration..",
    "dev.backstop.guard..",
    "dev.backstop.incident..",
    "dev.backstop.playbook..",
    "dev.backstop.simulation.."
  };

  private static final String[] PURE_LIBRARIES = {
    "java..", "org.jspecify..", "org.apache.commons.statistics.distribution.."
  };

  private static final String[] SHARED_BY_STAGES = {
    "dev.backstop.topology.names", "dev.backstop.topology.read", "dev.backstop.topology.state"
  };

  @ArchTest
  static final ArchRule pureCodeDependsOnJavaAlone =
      classes()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(PURE).or(resideInAnyPackage(PURE_LIBRARIES)));

  @ArchTest
  static final ArchRule pureCodeReadsNoClockAndThrowsNoDice =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule onlyTheAdapterKnowsDjl =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.backstop.model.djl..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule kafkaStaysAtTheEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.backstop.topology..",
              "dev.backstop.topics..",
              "dev.backstop.registry..",
              "dev.backstop.app..",
              "dev.backstop.cli..",
              "dev.backstop.console..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule generatedContractsStayAtTheBorder =
      noClasses()
          .that(not(resideInAPackage("dev.backstop.v1..")))
          .and()
          .resideOutsideOfPackages(
              "dev.backstop.topology..",
              "dev.backstop.topics..",
              "dev.backstop.registry..",
              "dev.backstop.app..",
              "dev.backstop.cli..",
              "dev.backstop.console..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.backstop.v1..");

  @ArchTest
  static final ArchRule stagesDoNotKnowEachOther =
      slices()
          .matching("dev.backstop.topology.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              resideInAPackage("dev.backstop.topology.."), resideInAnyPackage(SHARED_BY_STAGES));

  @ArchTest
  static final ArchRule onlyTheStageItselfIsPublic =
      classes()
          .that()
          .resideInAPackage("dev.backstop.topology.*")
          .and()
          .resideOutsideOfPackages(SHARED_BY_STAGES)
          .and()
          .haveSimpleNameNotEndingWith("Stage")
          .and()
          .areNotMemberClasses()
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule onlyTelemetryKnowsMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.backstop.telemetry..", "dev.backstop.app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule onlyConfigurationReadsTheEnvironment =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.backstop.config..")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("dev.backstop.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that()
          .haveSimpleName("package-info")
          .and()
          .resideOutsideOfPackage("dev.backstop.v1..")
          .should()
          .beAnnotatedWith("org.jspecify.annotations.NullMarked");
}
