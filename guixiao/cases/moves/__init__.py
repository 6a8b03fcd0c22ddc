"""Moving a case to another place or school 移交: offered, accepted or refused; nobody lets go before somebody takes hold."""
