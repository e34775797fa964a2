/**
 * The demo: a client's view of a running processor, from the first request to the checked promises.
 *
 * <p>In the order of what happens: {@link dev.backstop.demo.DemoMain} starts the sandbox and a
 * {@link dev.backstop.demo.ProcessorProcess}; {@link dev.backstop.demo.RequestPlan} decides what is
 * asked and {@link dev.backstop.demo.RequestStream} asks it; {@link
 * dev.backstop.demo.RobotReviewer} answers what is put to people; {@link
 * dev.backstop.demo.DecisionReader} reads what comes of it; all of them write into a {@link
 * dev.backstop.demo.Journal}, whose {@link dev.backstop.demo.Evidence} is what {@link
 * dev.backstop.demo.Summary} counts and {@link dev.backstop.demo.Promises} judges.
 *
 * <p>Nothing here uses the processor's code: it sees topics, headers, meters and files, as any
 * other client would.
 */
@NullMarked
package dev.backstop.demo;

import org.jspecify.annotations.NullMarked;
