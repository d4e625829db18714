// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips tests that are to fail, unless [EventLoopExtensionTest] runs them: whoever runs everything finds them, too.
final class OnlyWhenAsked implements ExecutionCondition {

    /// The configuration parameter of those who ask.
    static final String KEY = "thrum.testing.fixtures";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getConfigurationParameter(KEY).isPresent()
                ? ConditionEvaluationResult.enabled("asked for")
                : ConditionEvaluationResult.disabled("it is run by EventLoopExtensionTest only");
    }
}
