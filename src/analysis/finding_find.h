/*
 * finding_find.h - compare the repetitions with the thresholds.
 *
 * Judged are the repetitions that are whole and not partial, each side by itself. A repetition shows a compensation
 * when its size lies beyond the border to "possible" and is at least 2 of its standard errors. That makes a finding if
 * the share "rep_share" of the judged repetitions shows it on the same side, or if one does by sqrt(4 + 2 ln n)
 * standard errors, n the judged repetitions times the sides and measures looked at, so that many tries do not make one
 * of noise. It is "clear" when that share of repetitions is beyond the border to "possible" by 1.64 standard errors
 * each (one-sided 95 %, also when the errors of all repetitions are the same one), and the largest size lies beyond
 * the border to "clear". The loss of depth is one number of the set and needs no share. A heel rise has two witnesses
 * with errors of their own, the pitch of the foot and the rise of the ankle: both must be beyond their borders, and
 * their sureness is taken together; the height of the heel must be beyond its border too, but is no third witness,
 * because it comes from the same point as the pitch, which drifts upward in deep squats of people whose heels stay
 * down. test_finding measures the rates on made sets of 1 to 10 repetitions: with a true size of zero and a standard
 * error of half the border at most 5 % make a finding; with a true size at the border to "possible" about 5 % at most
 * are called clear.
 *
 * Pelvic obliquity does not count while the trunk leans to the same side beyond its own border to "possible": that
 * moves the points of the hips too.
 *
 * Knee in: the surest of the knee inside its toe at the bottom, the knee's way inward between the way down and the way
 * up at half depth, and its way inward from standing. A foot turned outward makes the first smaller and leaves the
 * others; a lateral shift of the hips changes the last two without any knee moving, so they count only while the hips
 * stay within the border of a possible shift. Where the knees' separation surely falls, a knee beyond the border to
 * "possible" needs no 2 standard errors of its own. If no side shows it, both knees together are judged by the fall of
 * the knees' separation; its border to "clear" is in the same proportion to "possible" as that of one knee.
 */
#ifndef SAGITTA_ANALYSIS_FINDING_FIND_H
#define SAGITTA_ANALYSIS_FINDING_FIND_H

#include <sagitta/analysis.h>

/*
 * Fill finding, finding_count and unjudged from the repetitions, the set and the series in out.
 * Returns SAG_STATUS_OK or _NO_MEMORY (what was found so far is released by sag_analysis_release).
 */
sag_status sag__finding_find(sag_analysis *out, const sag_motion *motion, const sag_thresholds *thresholds);

#endif
