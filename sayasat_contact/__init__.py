"""The contact form's serverless handler: deployed alone, it imports neither `sayasat` nor MkDocs."""
