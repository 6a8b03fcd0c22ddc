"""Who is not in class today: the school enters the exceptions, the rule of the policy makes a report of them."""
