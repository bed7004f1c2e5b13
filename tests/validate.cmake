sagitta_test(truth ROOMS validate TIMEOUT 300)
sagitta_test(validate ROOMS validate)
sagitta_test(validate_back ROOMS validate)
# SAGITTA_GOLDEN_UPDATE=1 ctest -R validate writes the golden files anew.
sagitta_golden_test(validate validate)
