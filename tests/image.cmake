sagitta_test(png ROOMS image)
