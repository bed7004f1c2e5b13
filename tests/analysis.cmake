sagitta_test(names ROOMS analysis)
sagitta_test(view ROOMS analysis)
sagitta_test(squat ROOMS analysis)
sagitta_test(squat_metrics ROOMS analysis)
