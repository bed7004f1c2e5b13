sagitta_test(base ROOMS base)
