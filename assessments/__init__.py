"""The self-assessment of face-recognition deployments: one Django application, layered by folder."""
