package dev.backstop.playbook;

import dev.backstop.control.Control;
import java.util.List;

/**
 * What a run has come to, and what is to be done for it.
 *
 * @param run the same object if nothing has changed
 */
public record Next(Run run, List<Control> controls, List<Notice> notices) {

  public Next {
    controls = List.copyOf(controls);
    notices = List.copyOf(notices);
  }
}
