sagitta_test(base ROOMS base)
sagitta_test(number ROOMS base TIMEOUT 300)
