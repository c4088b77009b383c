"""What answers reach for RPO and RTO, by which designs, and what a standby costs."""
