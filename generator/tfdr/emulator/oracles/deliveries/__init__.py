"""Deliveries: what AWS's services send each other on their own, and whether it arrives.

AWS drops what a policy does not let through, and mostly tells nobody. So everything in the emulated
account that would be sent is listed and judged, whether or not it is sent in a drill: each module
has the senders of a subject, see `delivery`.
"""
