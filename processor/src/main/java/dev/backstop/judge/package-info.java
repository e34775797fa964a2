/**
 * What is to be made of a candidate model that was asked about the same records as the model in
 * use: {@link dev.backstop.judge.PairJudge} where people have said what is right, {@link
 * dev.backstop.judge.AgreementSprt} where they have not, {@link dev.backstop.judge.Evidence} both
 * of them for one segment, {@link dev.backstop.judge.Watch} what comes after a verdict, and {@link
 * dev.backstop.judge.Rulings} what follows for the traffic.
 */
@NullMarked
package dev.backstop.judge;

import org.jspecify.annotations.NullMarked;
