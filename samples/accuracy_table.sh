# Sourced by accuracy.sh: write the document on stdout. Uses: root work program model fps variants.

# value FILE ITEM SCOPE STATISTIC: one number of `sagitta validate --csv`, "-" when it is empty.
value() {
    awk -F, -v item="$2" -v scope="$3" -v statistic="$4" \
        '$1 == item && $2 == scope && $3 == statistic { print ($4 == "" ? "-" : $4) }' "$1"
}

parameter() { sed -n "s/^# parameter,$2,//p" "$1"; }

# bias_mae FILE ITEM SCOPE: "bias (MAE)" in degrees with one decimal.
bias_mae() {
    local bias mae
    bias=$(value "$1" "$2" "$3" bias)
    mae=$(value "$1" "$2" "$3" mae)
    if [ "$bias" = - ]; then printf -- '-'; else LC_ALL=C printf '%+.1f (%.1f)' "$bias" "$mae"; fi
}

# found FOLDER: per cent of the frames with the whole body in the picture, by the truth, in which a person was found.
found() {
    grep -v '^#' "$1/truth.csv" | awk -F, -v width="$(parameter "$1/truth.csv" width_px)" \
        -v height="$(parameter "$1/truth.csv" height_px)" '
        FNR == 1 && ++file == 1 { for (i = 1; i <= NF; i++) limit[i] = $i ~ /_u_px$/ ? width : $i ~ /_v_px$/ ? height : 0; next }
        FNR == 1 { next }
        file == 1 {
            whole[FNR] = 1
            for (i in limit) if (limit[i] > 0 && ($i == "" || $i < 0 || $i > limit[i])) whole[FNR] = 0
            next
        }
        whole[FNR] { frames++; found += $4 }
        END { printf "%.1f %%", 100 * found / frames }' - "$1/out/frames.csv"
}

clip_cells() {
    local truth=$1 yaw view
    yaw=$(parameter "$truth" camera_yaw_deg)
    case $yaw in
    0) view="side, $(parameter "$truth" facing)" ;;
    90) view=front ;;
    -90) view=back ;;
    *) view="$yaw° off side, $(parameter "$truth" facing)" ;;
    esac
    printf '%s | %s | %sx%s | %s' "$view" "$(parameter "$truth" shirt)" "$(parameter "$truth" width_px)" \
        "$(parameter "$truth" height_px)" "$(parameter "$truth" motion)"
}

cat <<END
# Accuracy against the synthetic human

Made by one command, not by hand: \`samples/accuracy.sh --model $model --fps $fps\`.

| | |
|---|---|
| date | $(date -u +%Y-%m-%d) |
| program | $("$program" version) |
| landmark model | blazepose-$model, sha256 $("$program" models --verbose | sed -n "/^blazepose-$model /,/sha256/s/^ *sha256 *//p") |
| clips | ${#variants[@]}, rendered by \`sagitta-synth\` at $fps frames a second |

**A synthetic error is not the error on people.** The person in these clips is drawn: smooth skin and cloth, one room, one
light, a still camera that stands exactly where it should, joints that are points by definition. The pose network was
trained on photographs of people and has never seen this body. Real clothes, bodies, cameras and rooms add errors of
their own, and people's joint centres are themselves known only to a few centimetres. These tables show that the program
computes what it says it computes, how its error depends on view, clothes and resolution when everything else is equal,
and whether a change made it worse. They do not replace a comparison with laboratory motion capture.

## Detection, repetitions, depth

found: of the frames with the whole body in the picture, those in which a person was found. presence: the lowest of the
clip, walking in and out included. reps: squats
found / in the truth, and false alarms. depth classes: right / inside the dead band (the class named beside the first is
the right one) / wrong. "not judged": the view does not show depth, and the program says so.

| clip | view | shirt | px | motion | view said | found | presence | reps | bottom, ms: mean (SD) | depth classes |
|---|---|---|---|---|---|---|---|---|---|---|
END
for line in "${variants[@]}"; do
    name=${line%% *}
    csv=$work/$name/accuracy.csv
    if [ "$(value "$csv" depth_class repetitions not_judged)" = "$(value "$csv" repetitions repetitions hits)" ]; then
        depth='not judged'
        [ "$(value "$csv" repetitions repetitions hits)" != 0 ] || depth=-
    else
        depth="$(value "$csv" depth_class repetitions right) / $(value "$csv" depth_class repetitions dead_band) / $(value "$csv" depth_class repetitions wrong)"
    fi
    bottom=$(value "$csv" bottom_time_ms repetitions bias)
    if [ "$bottom" != - ]; then
        sd=$(value "$csv" bottom_time_ms repetitions sd)
        bottom="$(LC_ALL=C printf '%+.0f' "$bottom")$([ "$sd" = - ] || LC_ALL=C printf ' (%.0f)' "$sd")"
    fi
    printf '| %s | %s | %s | %s | %s | %s / %s, %s false | %s | %s |\n' "$name" "$(clip_cells "$work/$name/truth.csv")" \
        "$(value "$csv" clip all view)" \
        "$(found "$work/$name")" \
        "$(value "$csv" clip all presence_min_ratio)" "$(value "$csv" repetitions repetitions hits)" \
        "$(value "$csv" repetitions repetitions truth)" "$(value "$csv" repetitions repetitions false_alarms)" "$bottom" "$depth"
done
cat <<END

## Angles in degrees: bias (MAE)

Bias is the mean of measured minus truth, MAE the mean absolute error, on the side toward the camera, against the truth's
angles in the person's sagittal plane; the knee's angle in space is another quantity. bottom: frames in which the true
movement is deeper than 90 % of its way. "-": not measurable in this view, and not shown.

| clip | knee flexion | at the bottom | thigh inclination | at the bottom | trunk inclination | at the bottom | shank inclination | at the bottom |
|---|---|---|---|---|---|---|---|---|
END
for line in "${variants[@]}"; do
    name=${line%% *}
    csv=$work/$name/accuracy.csv
    printf '| %s' "$name"
    for metric in knee_flexion thigh_inclination trunk_inclination shank_inclination; do
        for scope in all bottom; do
            printf ' | %s' "$(bias_mae "$csv" "${metric}_deg" "$scope")"
        done
    done
    printf ' |\n'
done
cat <<END

## What the numbers mean

- A bias at the bottom that is the same in every clip is the network's habit of placing hip and knee points, not noise: it
  repeats in every repetition, so changes within one person are measured better than the absolute angle.
- Knee flexion too small and thigh inclination too large at the bottom mean that squats are called a little shallower than
  they are. The dead band of the depth class is there for that. Part of it is perspective, not error of the network: the
  camera stands 1 m high and 3.6 m away, and knees over turned-out feet are nearer to it than the hips. The true joints
  projected on the picture already show 1 deg less knee flexion and almost 2 deg more thigh inclination at the bottom.
- In a view 20 deg off the side the projection itself takes 5 to 7 deg from the knee; the program says "side (reduced)" and
  gives a wider error there.
- Where the person walks in and out, the angles are those of all frames in which they were measured, steps included.
- All numbers of a clip, with limits of agreement and correlation: \`sagitta validate OUT TRUTH --csv FILE\`.
END
