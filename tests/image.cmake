sagitta_test(png ROOMS image)
sagitta_test(sample_raw ROOMS image)
