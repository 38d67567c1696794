"""SMS and WhatsApp by one account at Twilio: two channels that read requests and errors alike."""
