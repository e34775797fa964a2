package dev.backstop.cli;

import dev.backstop.model.djl.DjlModels;
import dev.backstop.model.djl.ModelLoadException;
import dev.backstop.model.pack.ModelPackage;
import java.time.Duration;
import java.util.List;

/** Proves a package by loading it as the processor does, where there is an engine. */
final class LoadedModelProof implements ModelRepositoryCommands.Proof {

  private static final Duration BUDGET = Duration.ofSeconds(10);

  @Override
  public ModelRepositoryCommands.Proven of(ModelPackage checked) {
    DjlModels loader = new DjlModels();
    try {
      loader.startEngine();
    } catch (ModelLoadException e) {
      return new ModelRepositoryCommands.Proven(List.of(), e.getMessage());
    }
    try {
      loader.load(checked, 1, 1, BUDGET).close();
      return new ModelRepositoryCommands.Proven(List.of(), null);
    } catch (ModelLoadException e) {
      return new ModelRepositoryCommands.Proven(List.of(String.valueOf(e.getMessage())), null);
    }
  }
}
